import { redriveMatrix } from './matrix';

redriveMatrix('convert-object');
