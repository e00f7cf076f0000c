import { GetResourceLFTagsCommand } from '@aws-sdk/client-lakeformation';
import type { Question } from '../question';
import { tableResource } from '../stage';

export const assignedTags: Question = {
  name: 'assignedTags',
  asks: 'Does GetResourceLFTags with ShowAssignedLFTags leave out what a table inherits?',
  ask: async (stage) => {
    const { LFTagsOnTable = [] } = await stage.lakeformation.send(
      new GetResourceLFTagsCommand({ Resource: tableResource(stage), ShowAssignedLFTags: true }),
    );
    return LFTagsOnTable.some(({ TagKey }) => TagKey === stage.tag) ? 'inherited' : 'own';
  },
};
