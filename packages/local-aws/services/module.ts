import type { Answers } from '../answers';
import type { Authority } from '../authorization/authority';
import type { Rights } from '../authorization/rights';
import type { SourceDatabases } from '../databases';
import type { ClientOptions } from '../engine';
import type { RawService } from '../gateway';
import type { LocalService, ServiceDependencies } from '../service';
import type { Athena } from './athena';
import type { CloudWatch } from './cloudwatch';
import type { Events } from './events';
import type { Glue } from './glue';
import type { Roles, WebIdentities } from './iam';
import type { Kinesis } from './kinesis';
import type { Kms } from './kms';
import type { LakeFormation } from './lakeformation';
import type { LambdaService } from './lambda';
import type { Rds } from './rds';
import type { S3 } from './s3';
import type { Scheduler } from './scheduler';
import type { Sns } from './sns';
import type { Sqs } from './sqs';
import type { StepFunctions } from './stepfunctions';
import type { Credentials, KeysOfIssuer, SigningKeys } from './sts';

/** What a running service is to those who run it: what it serves, and its own beginning and end. */
export interface Running {
  readonly service: LocalService | RawService;
  /** What IAM is asked for each operation. @default the action of its own name, on everything */
  readonly rights?: Rights;
  /** Goes on with what an earlier process left. Called once everything it may call is there. */
  resume?(): void | Promise<void>;
  /** Called on all before anything closes: begins no work that would meet services that are ending. */
  halt?(): void;
  /** Lets go of timers and files; what was acknowledged is in the store. */
  close?(): void | Promise<void>;
}

/** Every service by its signing name, with what it offers in process beyond its API. */
export interface ServiceTable {
  readonly athena: Athena;
  readonly dynamodb: Running & {
    /** Deletes the items of a table whose time to live is over. Returns how many they were. */
    expire(table: string): Promise<number>;
  };
  readonly events: Events;
  readonly firehose: Running;
  readonly glue: Glue;
  /** `authority` is there where calls are authorised. */
  readonly iam: Running & {
    readonly roles: Roles;
    readonly identities: WebIdentities;
    readonly authority: Authority | undefined;
  };
  readonly kinesis: Kinesis;
  readonly kms: Kms;
  readonly lakeformation: LakeFormation;
  readonly lambda: Running & Pick<LambdaService, 'registerFunction' | 'invoke'>;
  readonly monitoring: CloudWatch;
  readonly rds: Rds;
  readonly s3: S3;
  readonly scheduler: Scheduler;
  readonly sns: Sns;
  readonly sqs: Sqs;
  readonly ssm: Running;
  readonly states: StepFunctions;
  readonly sts: Running &
    Pick<Credentials, 'identify' | 'serviceKey' | 'revoke'> & {
      /** Public keys of an issuer of this runtime: for those who trust its tokens elsewhere. */
      readonly keysOfIssuer: SigningKeys['publicKeys'];
    };
}
export type ServiceName = keyof ServiceTable;

export interface ServicesOptions extends ServiceDependencies {
  /** Each service keeps its files in a folder of its own below. */
  readonly directory: string;
  readonly databases: SourceDatabases;
  /** What AWS answers where no document says it. @default the first of each question in `ANSWERS` */
  readonly answers?: Partial<Answers>;
  /** Of the names of all functions; faults do without. @default '' */
  readonly functionPrefix?: string;
  /** Accounts by the ARN of the organisation or unit that they are in. @default no account is in any */
  readonly organizations?: Readonly<Record<string, readonly string[]>>;
  /** Calls are judged by IAM. @default false: everybody may do everything */
  readonly authorize?: boolean;
  /**
   * With `authorize`, roles that IAM does not know may do everything in their account, which may assume them.
   * @default false: they are nobody
   */
  readonly adHocRoles?: boolean;
  /**
   * Invocations of all functions that run at once; AWS gives a new account as few as 10, and more on request.
   * @default 1000, as Lambda's documentation has it
   */
  readonly concurrentExecutions?: number;
  /** Ids of KMS keys that are there from the start. @default none */
  readonly keyIds?: readonly string[];
  /**
   * Public keys of issuers of web identities in other runtimes, as their `keysOfIssuer` of STS gives them.
   * @default only issuers of this runtime are known
   */
  readonly issuers?: KeysOfIssuer;
  /** Jitter of the machines' retries. @default Math.random */
  readonly random?: () => number;
  /** What clients of this runtime are built with; asked once a state machine makes its first call. */
  readonly clientConfig: (role?: RoleInUse) => ClientOptions;
}

/** A role that a service of AWS acts as, and what it calls its session. */
export interface RoleInUse {
  readonly roleArn: string;
  readonly sessionName: string;
}

/** How one service starts. */
export interface ServiceModule<N extends ServiceName = ServiceName, D extends ServiceName = ServiceName> {
  readonly name: N;
  /** Started before this one. */
  readonly needs: readonly D[];
  /** The client package and its client: they describe the wire format. Absent for a service that speaks HTTP itself. */
  readonly client?: readonly [library: object, client: unknown];
  /**
   * Of `others`, those it needs are there; the rest may start later or never, so it looks them up when it calls them.
   */
  start(
    options: ServicesOptions,
    others: Pick<ServiceTable, D> & Partial<ServiceTable>,
  ): ServiceTable[N] | Promise<ServiceTable[N]>;
}

/** Lets `start` see just the services that `needs` names. Whoever calls it starts those first. */
export const serviceModule = <N extends ServiceName, D extends ServiceName = never>(
  module: ServiceModule<N, D>,
): ServiceModule<N> => module as unknown as ServiceModule<N>;
