/** Partitions that lakeferry can be deployed to. */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/** Region names are regular; the ISO and sovereign partitions (`us-iso-…`, `eusc-…`) are none of ours. */
const REGION =
  /^(?:us|us-gov|ca|mx|sa|eu|ap|me|il|af|cn)-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d{1,2}$/;

export const partitionOf = (region: string): Partition => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

/** Whether the partition has X-Ray. China has none (Lambda's user guide for China). */
export const hasXRay = (partition: string): boolean => partition !== 'aws-cn';

const CHINA_REGIONS: readonly string[] = ['cn-north-1', 'cn-northwest-1'];

/** What is wrong with a Region's name; `undefined` when nothing is. */
export function judgeRegion(region: string): string | undefined {
  const zone = /^(.+-\d+)[a-z]$/.exec(region)?.[1];
  if (zone !== undefined && REGION.test(zone)) return `is an Availability Zone: use its Region, '${zone}'.`;
  const lower = region.toLowerCase().replaceAll('_', '-');
  if (lower !== region && REGION.test(lower)) return `is not how AWS writes Regions: use '${lower}'.`;
  if (region.startsWith('cn-') && !CHINA_REGIONS.includes(region)) {
    return `is not a China Region: use ${CHINA_REGIONS.map((each) => `'${each}'`).join(' or ')}.`;
  }
  if (REGION.test(region)) return undefined;
  return "is not a Region of the partitions aws, aws-cn and aws-us-gov: use a name such as 'eu-west-1'.";
}
