import { redriveMatrix } from './matrix';

redriveMatrix('export-snapshot');
