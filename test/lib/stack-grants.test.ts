import type { Template } from 'aws-cdk-lib/assertions';
import {
  type CatalogState,
  describeForeign,
  doorsTo,
  foreignThings,
  type Grant,
  NOTHING_OWNED,
} from '../../core/governance';
import { rolesOf } from '../../core/lake/database-mark';
import { grantFrom } from '../../functions/shared/lakeformation/resources';
import { synthesized } from './synthesized';

const { lake, databases, settings } = synthesized('eu-west-1');
const ACCOUNT = settings.environment.account ?? '111111111111';
const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-eu-west-1`;

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
};

/** A template's value as CloudFormation would fill it in: every role is named by its logical id. */
function resolved(value: unknown, of: Template): unknown {
  if (Array.isArray(value)) return value.map((each) => resolved(each, of));
  if (typeof value !== 'object' || value === null) return value;
  // biome-ignore lint/suspicious/noExplicitAny: intrinsics of CloudFormation
  const node = value as Record<string, any>;
  if (node.Ref !== undefined) return PSEUDO[node.Ref] ?? node.Ref;
  if (node['Fn::GetAtt'] !== undefined) return `arn:aws:iam::${ACCOUNT}:role/${node['Fn::GetAtt'][0]}`;
  if (node['Fn::Sub'] !== undefined) {
    return String(node['Fn::Sub']).replaceAll(/\$\{([^}]+)\}/g, (_all, name: string) => PSEUDO[name] ?? name);
  }
  if (node['Fn::Join'] !== undefined) return (resolved(node['Fn::Join'][1], of) as string[]).join(node['Fn::Join'][0]);
  if (node['Fn::ImportValue'] !== undefined) return exported(String(node['Fn::ImportValue']));
  return Object.fromEntries(Object.entries(node).map(([key, each]) => [key, resolved(each, of)]));
}

function exported(name: string): unknown {
  const outputs = Object.values(lake.findOutputs('*'));
  const found = outputs.find(({ Export }) => Export?.Name === name);
  return resolved(found?.Value, lake);
}

// biome-ignore lint/suspicious/noExplicitAny: properties of any resource
const propertiesOf = (type: string, of: Template): any[] =>
  Object.values(of.findResources(type)).map(({ Properties }) => resolved(Properties, of));

const grants = [lake, ...databases]
  .flatMap((template) => propertiesOf('AWS::LakeFormation::PrincipalPermissions', template))
  .map((each) => grantFrom(each))
  .filter((grant) => grant !== undefined);

describe('what the stacks grant', () => {
  const made = databases.flatMap((template) => propertiesOf('AWS::Glue::Database', template));

  it.each(made.map(({ DatabaseInput }) => [DatabaseInput.Name, DatabaseInput.Parameters]))(
    'is no finding on %s',
    (database, parameters) => {
      const { crawler, registrar, administrators } = rolesOf(parameters);
      const fillingRole = crawler ?? registrar;
      expect(administrators).toContain(DEPLOYER);
      // a declared table is filled by nobody
      if (fillingRole !== undefined) expect(grants.map(({ principal }) => principal)).toContain(fillingRole);
      const creators: Grant = {
        principal: DEPLOYER,
        resource: { kind: 'database', database },
        permissions: ['ALL', 'ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP'],
        withGrantOption: ['ALL', 'ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP'],
      };
      const live: CatalogState = {
        catalogId: ACCOUNT,
        tags: settings.governance.tags,
        databases: {
          [database]: {
            tags: {},
            isOurs: true,
            opensNewTables: false,
            tables: {},
            ...{ fillingRole, administrators },
          },
        },
        grants: [...grants, creators],
        locations: [{ path: 'lake', hybrid: false }],
        optIns: [],
      };
      const context = { database, analytics: settings.accounts.analytics };
      const things = foreignThings(settings.governance, live, NOTHING_OWNED, context);
      expect(things.map(describeForeign)).toEqual([]);
      const [lakeSettings] = propertiesOf('AWS::LakeFormation::DataLakeSettings', lake);
      const admins = (lakeSettings.Admins as { DataLakePrincipalIdentifier: string }[]).map(
        (each) => each.DataLakePrincipalIdentifier,
      );
      expect(
        doorsTo(database, live, {
          settings: {},
          administrators: admins,
          neighbours: [],
          reached: [],
          readOnlyAdministrators: [],
          sessionTagValues: [],
          views: [],
        }),
      ).toEqual([]);
    },
  );
});
