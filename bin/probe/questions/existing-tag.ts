import { CreateLFTagCommand } from '@aws-sdk/client-lakeformation';
import { errorOf, type Question } from '../question';

export const existingTag: Question = {
  name: 'existingTag',
  asks: 'Which error has CreateLFTag for a key that is there?',
  ask: async ({ lakeformation, tag }) => {
    const again = new CreateLFTagCommand({ TagKey: tag, TagValues: ['other'] });
    return (await errorOf(() => lakeformation.send(again)))?.name ?? 'accepted';
  },
};
