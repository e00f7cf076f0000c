import { GetResourceLFTagsCommand } from '@aws-sdk/client-lakeformation';
import type { Question } from '../question';
import { COLUMNS, putColumns } from '../stage';

const [KEPT, DROPPED] = COLUMNS;

export const droppedColumnTags: Question = {
  name: 'droppedColumnTags',
  asks: 'Does a column that is dropped from its table and comes back still have its tags?',
  ask: async (stage) => {
    const { database, tagged, tag, lakeformation } = stage;
    await putColumns(stage, [KEPT!]);
    await putColumns(stage, COLUMNS);
    const { LFTagsOnColumns = [] } = await lakeformation.send(
      new GetResourceLFTagsCommand({
        Resource: { Table: { DatabaseName: database, Name: tagged } },
        ShowAssignedLFTags: true,
      }),
    );
    const tags = LFTagsOnColumns.find(({ Name }) => Name === DROPPED)?.LFTags ?? [];
    return tags.some(({ TagKey, TagValues }) => TagKey === tag && TagValues?.includes('public')) ? 'kept' : 'dropped';
  },
};
