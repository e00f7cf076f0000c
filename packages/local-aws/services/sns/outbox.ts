import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock';
import { DurableMap, type Store } from '../../store';

/** A mail that SNS would have sent. Nothing leaves this computer. */
export interface Mail {
  readonly topicArn: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** Of a mail that asks for the confirmation of a subscription. */
  readonly token?: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
}

/** Mails in the order in which they were sent: kept in the store, and for people a text file each in `folder`. */
export class Outbox {
  private constructor(
    readonly kept: DurableMap<Mail>,
    readonly clock: Pick<Clock, 'now'>,
    readonly folder: string | undefined,
  ) {}

  static async load(store: Store, clock: Pick<Clock, 'now'>, folder?: string): Promise<Outbox> {
    return new Outbox(await DurableMap.load(store, 'sns-mails'), clock, folder);
  }

  mails(): Mail[] {
    return this.kept.values();
  }

  async add(mail: Omit<Mail, 'sentAt'>): Promise<void> {
    const sent = { ...mail, sentAt: this.clock.now() };
    const number = String(this.kept.size + 1).padStart(6, '0');
    await this.kept.set(number, sent);
    if (this.folder === undefined) return;
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, `${number}.txt`), textOf(sent));
  }
}

const textOf = ({ to, subject, body, sentAt }: Mail): string =>
  `To: ${to}\nSubject: ${subject}\nDate: ${new Date(sentAt).toISOString()}\n\n${body}\n`;
