import { AwsSolutionsChecks } from 'cdk-nag';
import { resourcesIn, synthesized } from './synthesized';

describe.each([
  ['eu-west-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
])('%s (%s)', (region) => {
  const { app, lake, catalog, snapshots, replication, dynamodb } = synthesized(region);
  // a destination names the partition of its source: it may be another
  const { sources, outputs } = replication;
  const text = JSON.stringify(
    [lake, catalog, snapshots, ...sources, ...outputs, dynamodb.consumer!, ...dynamodb.producers].map((template) =>
      template.toJSON(),
    ),
  );

  it('has no partition written out', () => expect(text.match(/arn:aws[a-z-]*:/g)).toBeNull());

  it('names regional services by the DNS suffix of the partition', () => {
    expect(text).toContain(`logs.${region}.`);
    expect(text).not.toMatch(/[a-z]+\.(cn|eu|us)-[a-z-]+-\d\.amazonaws\.com/);
  });

  it("passes cdk-nag's AwsSolutions", () => {
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
  });
});

describe('China', () => {
  const china = synthesized('cn-north-1');

  it('has no X-Ray, neither in functions nor in machines nor in roles', () => {
    const text = JSON.stringify(
      [...[china.lake, china.catalog, china.snapshots, ...china.replication.outputs], ...china.dynamodb.producers].map(
        (template) => template.toJSON(),
      ),
    );
    expect(text).not.toContain('xray:');
    expect(text).not.toContain('"Mode":"Active"');
    for (const { Properties } of Object.values(resourcesIn(china, 'AWS::StepFunctions::StateMachine'))) {
      expect(Properties.TracingConfiguration?.Enabled ?? false).toBe(false);
    }
  });

  it('runs functions on x86_64, tracing switched off in them', () => {
    for (const { Properties } of Object.values(resourcesIn(china, 'AWS::Lambda::Function'))) {
      expect(Properties.Architectures).toEqual(['x86_64']);
      // that of a custom resource traces nothing
      if (Properties.Environment === undefined) continue;
      expect(Properties).toMatchObject({ Environment: { Variables: { POWERTOOLS_TRACE_ENABLED: 'false' } } });
    }
  });
});
