import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RowsUnfinishedError } from '../../functions/dynamodb/publishing/errors';

interface State {
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
}

const file = join(__dirname, '..', '..', 'statemachines', 'publish-partition.asl.json');
const machine = JSON.parse(readFileSync(file, 'utf8')) as { readonly States: Readonly<Record<string, State>> };

// memory or a disk of one machine may fail where those of the next one do not
it.each([
  ['SortBatches', 'SortRows'],
  ['WritePartitions', 'WritePartition'],
])('each child of %s tries again what DuckDB did not finish', (map, state) => {
  const { Retry = [] } = machine.States[map]!.ItemProcessor!.States[state]!;
  expect(Retry.flatMap(({ ErrorEquals }) => ErrorEquals)).toContain(new RowsUnfinishedError().name);
});
