import { redriveMatrix } from './matrix';

redriveMatrix('load-table');
