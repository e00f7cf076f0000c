import { redriveMatrix } from './matrix';

redriveMatrix('catalog-tables');
