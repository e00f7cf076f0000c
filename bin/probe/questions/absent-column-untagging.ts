import { RemoveLFTagsFromResourceCommand } from '@aws-sdk/client-lakeformation';
import { isAccepted, type Question } from '../question';
import { COLUMNS, PUBLIC, putColumns, refusedTag, type Stage } from '../stage';

const [KEPT, DROPPED] = COLUMNS;

export const absentColumnUntagging: Question = {
  name: 'absentColumnUntagging',
  asks: 'Can a tag be taken off a column that its table lacks at the moment?',
  ask: async (stage) => {
    await putColumns(stage, [KEPT!]);
    const answer = await isAccepted(() => untag(stage), 'EntityNotFoundException', 'InvalidInputException');
    await putColumns(stage, COLUMNS);
    return answer;
  },
};

async function untag({ database, tagged, tag, lakeformation }: Stage): Promise<void> {
  const { Failures = [] } = await lakeformation.send(
    new RemoveLFTagsFromResourceCommand({
      Resource: { TableWithColumns: { DatabaseName: database, Name: tagged, ColumnNames: [DROPPED!] } },
      LFTags: [{ TagKey: tag, TagValues: [PUBLIC] }],
    }),
  );
  refusedTag(Failures);
}
