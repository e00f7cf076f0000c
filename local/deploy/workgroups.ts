import { type AthenaClient, CreateWorkGroupCommand, paginateListWorkGroups } from '@aws-sdk/client-athena';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../core/config/types';
import { narrowReaders } from '../../core/governance/desired/narrow-readers';
import { ALL_READERS, MAX_SCANNED_BYTES, workgroupOf } from '../../core/lake/analyst-workgroups';
import type { Place } from './resources';
import { unlessThere } from './unless-there';

/**
 * The analytics account's workgroups, one for each set of rights, and the bucket of their results. The stack's key and
 * the days that results are kept are left out: the local Athena encrypts and removes no results.
 */
export async function deployWorkgroups(
  settings: Settings,
  { names, region }: Place,
  { athena, s3 }: { readonly athena: AthenaClient; readonly s3: S3Client },
): Promise<void> {
  const { analytics } = settings.accounts;
  if (analytics === undefined) return;
  const Bucket = names.deployed(`results-${analytics}-${region}`);
  await unlessThere(s3.send(new CreateBucketCommand({ Bucket })));
  const present = await workgroupsIn(athena);
  for (const { name, folder } of [ALL_READERS, ...narrowReaders(settings, analytics).map(workgroupOf)]) {
    const Name = names.deployed(name);
    if (present.has(Name)) continue;
    const Configuration = {
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: MAX_SCANNED_BYTES,
      ResultConfiguration: { OutputLocation: `s3://${Bucket}/${folder}/` },
    };
    await athena.send(new CreateWorkGroupCommand({ Name, Configuration }));
  }
}

/** Athena names no error of its own for a workgroup that exists, so it is asked before. */
async function workgroupsIn(client: AthenaClient): Promise<ReadonlySet<string | undefined>> {
  const present = new Set<string | undefined>();
  for await (const { WorkGroups = [] } of paginateListWorkGroups({ client }, {})) {
    for (const { Name } of WorkGroups) present.add(Name);
  }
  return present;
}
