import type {
  CreateLFTagExpressionCommandInput,
  DeleteLFTagExpressionCommandInput,
  GetLFTagExpressionCommandInput,
  LFTagExpression,
  ListLFTagExpressionsCommandInput,
  UpdateLFTagExpressionCommandInput,
} from '@aws-sdk/client-lakeformation';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import { requireOwnCatalog } from '../own-catalog';
import { pageOf } from '../page';
import { type GovernedResource, notFound, tagExpression } from './resources';
import type { ExpressionRecord, LakeFormationStore } from './state';

/** Named LF-tag expressions: an update at once changes what every grant on the name reaches. */
export function namedExpressionOperations(store: LakeFormationStore): Record<string, Operation> {
  const keyOf = (given: { readonly CatalogId?: string; readonly Name?: string }, context: RequestContext): string => {
    const catalogId = given.CatalogId ?? context.accountId;
    requireOwnCatalog(catalogId, context);
    return `${catalogId}/${given.Name ?? ''}`;
  };
  const find = (given: { readonly CatalogId?: string; readonly Name?: string }, context: RequestContext) => {
    const found = store.expressions.get(keyOf(given, context));
    if (found === undefined) throw notFound(`LF-Tag expression ${given.Name} not found.`);
    return found;
  };
  const save = (record: ExpressionRecord): Promise<void> =>
    store.expressions.set(`${record.catalogId}/${record.name}`, record);
  return {
    CreateLFTagExpression: async (input: CreateLFTagExpressionCommandInput, context) => {
      if (store.expressions.has(keyOf(input, context))) {
        throw new ServiceError('InvalidInputException', `LF-Tag expression ${input.Name} already exists.`);
      }
      const { CatalogId: catalogId = context.accountId, Name: name = '', Description: description } = input;
      await save({ catalogId, name, description, expression: tagExpression(input.Expression) });
      return {};
    },
    UpdateLFTagExpression: async (input: UpdateLFTagExpressionCommandInput, context) => {
      await save({ ...find(input, context), expression: tagExpression(input.Expression) });
      return {};
    },
    DeleteLFTagExpression: async (input: DeleteLFTagExpressionCommandInput, context) => {
      find(input, context);
      await store.expressions.delete(keyOf(input, context));
      return {};
    },
    GetLFTagExpression: async (input: GetLFTagExpressionCommandInput, context) => described(find(input, context)),
    ListLFTagExpressions: async (input: ListLFTagExpressionsCommandInput, context) => {
      const catalogId = input.CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      const own = store.expressions.values().filter((each) => each.catalogId === catalogId);
      const { items, next } = pageOf(own, input.NextToken, input.MaxResults ?? 1000);
      return { LFTagExpressions: items.map(described), NextToken: next };
    },
  };
}

const described = ({ catalogId, name, description, expression }: ExpressionRecord): LFTagExpression => ({
  CatalogId: catalogId,
  Name: name,
  Description: description,
  Expression: expression.map(({ key, values }) => ({ TagKey: key, TagValues: [...values] })),
});

/** A policy by name as the policy that it stands for; anything else, and a name that is gone, as it is. */
export function spelledOut(store: LakeFormationStore, resource: GovernedResource): GovernedResource {
  if (resource.kind !== 'namedPolicy') return resource;
  const { catalogId, type, name } = resource;
  const found = store.expressions.get(`${catalogId}/${name}`);
  return found === undefined ? resource : { kind: 'policy', catalogId, type, expression: found.expression };
}
