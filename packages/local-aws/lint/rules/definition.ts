import validate from 'asl-validator';
import { diagnose } from '../../engine/validation/validate';
import type { Rule } from '../machine';

/** What AWS would refuse at creation: our own checks (reachability, JSONata, fields), then asl-validator's. */
export const definitionRule: Rule = ({ text, definition }) => {
  const own = diagnose(text, 'STANDARD').map(({ location = '/', message }) => ({
    rule: 'definition',
    location,
    message,
  }));
  if (own.length > 0) return own;
  const { isValid, errors } = validate(definition as never, { checkArn: false, checkPaths: false });
  if (isValid) return [];
  return errors.map((error) => ({
    rule: 'definition',
    location: 'path' in error ? String(error.path) : '/',
    message: error.Message,
  }));
};
