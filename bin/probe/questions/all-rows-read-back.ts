import { GetDataCellsFilterCommand } from '@aws-sdk/client-lakeformation';
import { onceSeen, type Question } from '../question';
import { makeFilter } from '../stage';

export const allRowsReadBack: Question = {
  name: 'allRowsReadBack',
  asks: 'How is a filter read back that was made with AllRowsWildcard?',
  ask: async (stage) => {
    const { TableCatalogId, DatabaseName, TableName, Name } = await makeFilter(stage, 'all-rows', ['id']);
    const id = { TableCatalogId, DatabaseName, TableName, Name };
    const { DataCellsFilter } = await onceSeen(stage, () =>
      stage.lakeformation.send(new GetDataCellsFilterCommand(id)),
    );
    const { FilterExpression, AllRowsWildcard } = DataCellsFilter?.RowFilter ?? {};
    if (FilterExpression === undefined) return AllRowsWildcard === undefined ? 'nothing' : 'wildcard';
    return FilterExpression.toUpperCase() === 'TRUE' ? 'expression' : FilterExpression;
  },
};
