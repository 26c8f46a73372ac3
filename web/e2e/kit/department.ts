import { Tablet } from './browser';
import { Proxy } from './proxy';
import { Server } from './server';

/** A server with its network and a first tablet, and further browsers on it: closed together. */
export class Department {
  private readonly more: Tablet[] = [];

  private constructor(
    readonly server: Server,
    readonly proxy: Proxy,
    readonly tablet: Tablet,
  ) {}

  static async open(): Promise<Department> {
    const server = await Server.start('--demo-ladder', 'fast');
    const proxy = await Proxy.before(server);
    return new Department(server, proxy, await Tablet.open(proxy.base));
  }

  /** Another profile that has never been here, on the good network. */
  async browser(): Promise<Tablet> {
    const another = await Tablet.open(this.server.base);
    this.more.push(another);
    return another;
  }

  async close(): Promise<void> {
    for (const browser of [...this.more, this.tablet]) {
      await browser.close();
    }
    await this.proxy.close();
    await this.server.close();
  }
}
