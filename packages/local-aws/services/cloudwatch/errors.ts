import { ServiceError } from '../../service';

export const invalidValue = (message: string): ServiceError =>
  new ServiceError('InvalidParameterValueException', message);

export const invalidCombination = (message: string): ServiceError =>
  new ServiceError('InvalidParameterCombinationException', message);

export const missing = (name: string): ServiceError =>
  new ServiceError('MissingRequiredParameterException', `The parameter ${name} is required.`);

/** Of GetMetricData, which answers nothing else for what it refuses. */
export const invalidQuery = (message: string): ServiceError => new ServiceError('ValidationError', message);
