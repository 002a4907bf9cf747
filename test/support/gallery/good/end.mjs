/** How a run ends before its time: 5 credentials refused, 6 service down, 12 store unreadable. */
export class End extends Error {
  constructor(exit, why) {
    super(why);
    this.exit = exit;
  }
}
