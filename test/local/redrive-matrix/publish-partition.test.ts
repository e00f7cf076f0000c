import { redriveMatrix } from './matrix';

redriveMatrix('publish-partition');
