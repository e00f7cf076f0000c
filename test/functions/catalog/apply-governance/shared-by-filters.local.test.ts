import { answerAs } from './world';

/** The whole suite again, where tables that are shared whole are shared by filters. */
answerAs({}, { wholeTables: 'filters' });
require('./apply-governance.local.test');
