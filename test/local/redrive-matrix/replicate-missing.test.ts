import { redriveMatrix } from './matrix';

redriveMatrix('replicate-missing');
