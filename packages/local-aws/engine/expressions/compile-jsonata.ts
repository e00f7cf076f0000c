import jsonata from 'jsonata';
import { BoundedRegExp } from '../../bounded-regexp';

/**
 * The one door to JSONata's compiler: it keeps the engine for regular expressions in a global that every call sets
 * anew, so one call without this option would bring back the engine that can run for ever.
 */
export const compileJsonata = (text: string): jsonata.Expression =>
  jsonata(text, { RegexEngine: BoundedRegExp as never });
