// A field that a ctx has touched becomes an own, enumerable property. The prototype holds an accessor of the same name, so
// a plain assignment would call its setter, and Object.defineProperty costs 140 ns. A class field on top of a constructor
// that returns the ctx defines the property in 3 ns: each class here stays monomorphic, which is why there is one a field.

// oxlint-disable-next-line typescript/no-extraneous-class
class Own {
  constructor(ctx: object) {
    // oxlint-disable-next-line no-constructor-return
    return ctx;
  }
}

export class OwnId extends Own {
  readonly id: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.id = value;
  }
}

export class OwnLog extends Own {
  readonly log: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.log = value;
  }
}

export class OwnParams extends Own {
  readonly params: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.params = value;
  }
}

export class OwnQuery extends Own {
  readonly query: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.query = value;
  }
}

export class OwnBody extends Own {
  readonly body: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.body = value;
  }
}

export class OwnUser extends Own {
  readonly user: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.user = value;
  }
}

export class OwnSession extends Own {
  readonly session: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.session = value;
  }
}

export class OwnServices extends Own {
  readonly services: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.services = value;
  }
}

export class OwnDb extends Own {
  readonly db: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.db = value;
  }
}

export class OwnCache extends Own {
  readonly cache: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.cache = value;
  }
}

export class OwnT extends Own {
  readonly t: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.t = value;
  }
}

export class OwnLocale extends Own {
  readonly locale: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.locale = value;
  }
}

export class OwnClock extends Own {
  readonly clock: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.clock = value;
  }
}

export class OwnConfig extends Own {
  readonly config: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.config = value;
  }
}

export class OwnSignal extends Own {
  readonly signal: unknown;
  constructor(ctx: object, value: unknown) {
    super(ctx);
    this.signal = value;
  }
}
