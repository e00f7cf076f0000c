import { ServiceError } from '../../service';

export const ruleKey = (account: string, bus: string, name: string): string => `${account}/${bus}/${name}`;

export const validation = (message: string): ServiceError => new ServiceError('ValidationException', message);
