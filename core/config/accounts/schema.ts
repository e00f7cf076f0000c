import { z } from 'zod';
import { exactly, judgeAccount, text } from '../fields';

export const accounts = exactly({ analytics: text(judgeAccount).optional(), analysts: z.array(z.string()).optional() });
