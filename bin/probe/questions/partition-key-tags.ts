import { GetResourceLFTagsCommand } from '@aws-sdk/client-lakeformation';
import type { Question } from '../question';
import { PARTITION_KEY, tableResource } from '../stage';

export const partitionKeyTags: Question = {
  name: 'partitionKeyTags',
  asks: 'Does GetResourceLFTags list partition keys among the columns?',
  ask: async (stage) => {
    const { LFTagsOnColumns = [] } = await stage.lakeformation.send(
      new GetResourceLFTagsCommand({ Resource: tableResource(stage) }),
    );
    if (LFTagsOnColumns.length === 0) return 'no columns are listed';
    return LFTagsOnColumns.some(({ Name }) => Name === PARTITION_KEY) ? 'listed' : 'absent';
  },
};
