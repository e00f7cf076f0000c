import { PutParameterCommand, paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import {
  INSTALLATIONS_PATH,
  InstallationRefusedError,
  MARKER_DESCRIPTION,
  markerOf,
  markerValue,
  unexpectedInstallations,
} from '../../core/installations';
import { changesRefused, type Permanent, PermanentFieldError, permanentOf } from '../../core/permanent';
import type { DurableMap } from '../../packages/local-aws/store';
import type { LocalResources } from './resources';

export interface InstallationClients {
  readonly ssm: SSMClient;
  /** What earlier deployments were given, by installation: what CloudFormation remembers of a stack. */
  readonly installations: DurableMap<Permanent>;
}

/**
 * Marks this computer's account as holding the installation. Throws where CloudFormation would refuse the deployment.
 */
export async function registerInstallation(
  settings: Settings,
  { lakeBucket, keyArn }: Pick<LocalResources, 'lakeBucket' | 'keyArn'>,
  { ssm, installations }: InstallationClients,
): Promise<void> {
  const { environment } = settings;
  const { installation, deployed } = namesOf(environment);
  const markers = await findMarkers(ssm);
  const marker = markers.get(markerOf(installation));
  const earlier = installations.get(installation);
  if (earlier === undefined) {
    const others = unexpectedInstallations(installation, environment.beside ?? [], [...markers.keys()]);
    if (others.length > 0) throw new InstallationRefusedError(installation, others);
  }
  const permanent = permanentOf(settings, lakeBucket);
  const marked = marker === undefined ? undefined : (JSON.parse(marker) as Record<string, string>);
  const refusals = changesRefused(permanent, { deployed: earlier, marked });
  if (refusals.length > 0) throw new PermanentFieldError(refusals);
  await installations.set(installation, permanent);
  const Value = JSON.stringify(markerValue(deployed('lake'), { ...permanent.fields, 'lake.keyArn': keyArn }));
  if (Value === marker) return;
  const parameter = { Name: markerOf(installation), Value, Description: MARKER_DESCRIPTION };
  await ssm.send(new PutParameterCommand({ ...parameter, Type: 'String', Overwrite: true }));
}

async function findMarkers(client: SSMClient): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { Parameters = [] } of paginateGetParametersByPath({ client }, { Path: INSTALLATIONS_PATH })) {
    for (const { Name = '', Value = '' } of Parameters) found.set(Name, Value);
  }
  return found;
}
