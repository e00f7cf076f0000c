import { z } from 'zod';
import { DEFAULT_INSTALLATION } from '../../deployed-names';
import { exactly, judgeAccount, judgeInstallation, text } from '../fields';
import { judgeRegion } from '../region';

export const environment = exactly({
  account: text(judgeAccount).optional(),
  name: text(judgeInstallation).optional(),
  beside: z.array(text((name) => (name === DEFAULT_INSTALLATION ? undefined : judgeInstallation(name)))).optional(),
  region: text(judgeRegion),
});
