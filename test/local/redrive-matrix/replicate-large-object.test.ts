import { redriveMatrix } from './matrix';

redriveMatrix('replicate-large-object');
