import { z } from 'zod';
import { exactly, judgeAccount, text } from '../fields';

const judgeOrganization = (arn: string): string | undefined =>
  /^arn:[\w-]+:organizations::\d{12}:(organization|ou)\/.+$/.test(arn)
    ? undefined
    : 'is not the ARN of an organisation or of a unit of one.';

export const accounts = exactly({
  analytics: text(judgeAccount).optional(),
  analysts: z.array(z.string()).optional(),
  organizations: z.array(text(judgeOrganization)).optional(),
});
