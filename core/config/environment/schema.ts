import { exactly, judgeAccount, text } from '../fields';
import { judgeRegion } from '../region';

export const environment = exactly({ account: text(judgeAccount).optional(), region: text(judgeRegion) });
