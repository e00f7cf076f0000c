import { executionLink, functionLink, logLink, machineLink, queuesLink } from '../../../core/runs/console-links';

const PLACES = [
  ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
  ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
] as const;

it.each(PLACES)('an execution in %s', (partition, region, begin) => {
  const arn = `arn:${partition}:states:${region}:111111111111:execution:lakeferry-export-snapshot:one`;
  expect(executionLink(arn)).toBe(`${begin}states/home?region=${region}#/v2/executions/details/${arn}`);
});

it.each(PLACES)('a log stream in %s', (partition, region, begin) => {
  const link = logLink({ partition, region, group: '/aws-glue/crawlers', stream: 'lakeferry-shop' });
  expect(link).toBe(
    `${begin}cloudwatch/home?region=${region}#logsV2:log-groups/log-group/$252Faws-glue$252Fcrawlers/log-events/lakeferry-shop`,
  );
});

it('a log stream filtered by a prefix', () => {
  const place = { partition: 'aws', region: 'eu-west-1', group: 'g', stream: 's' };
  expect(logLink({ ...place, prefix: 'id' })).toMatch(/log-events\/s\$3FfilterPattern\$3D\$2522id\$2522$/);
});

it.each(PLACES)('a machine, a function and the queues in %s', (partition, region, begin) => {
  const place = { partition, region };
  const arn = `arn:${partition}:states:${region}:111111111111:stateMachine:lakeferry-export-snapshot`;
  expect(machineLink(place, arn)).toBe(`${begin}states/home?region=${region}#/statemachines/view/${arn}`);
  expect(functionLink(place, 'lakeferry-plan-copy')).toBe(
    `${begin}lambda/home?region=${region}#/functions/lakeferry-plan-copy?tab=monitoring`,
  );
  expect(queuesLink(place)).toBe(`${begin}sqs/v3/home?region=${region}#/queues`);
});
