import { redriveMatrix } from './matrix';

redriveMatrix('publish-export');
