import { celEnv, celFunc, CelScalar, parse, plan } from '@bufbuild/cel';
import type { Formula, Formulas, Input } from './formula';
import { mean, power, rounded } from './arithmetic';

// The one file that knows the formula engine. It is imported when a checklist with formulas is opened, and never otherwise.

const number = CelScalar.DOUBLE;

/** The largest number of values that min, max and mean take. */
const most = 8;

function several(name: string, of: (values: number[]) => number) {
  const arities = Array.from({ length: most - 1 }, (_, n) => Array.from({ length: n + 2 }, () => number));
  return arities.map((args) => celFunc(name, args, number, (...values) => of(values as number[])));
}

const env = celEnv({
  funcs: [
    celFunc('abs', [number], number, (v) => Math.abs(v)),
    celFunc('sqrt', [number], number, (v) => Math.sqrt(v)),
    celFunc('round', [number], number, rounded),
    celFunc('pow', [number, number], number, power),
    ...several('min', (values) => Math.min(...values)),
    ...several('max', (values) => Math.max(...values)),
    ...several('mean', mean),
  ],
});

const functions = new Set(['abs', 'sqrt', 'round', 'pow', 'min', 'max', 'mean']);

const operators = new Set(['_+_', '_-_', '_*_', '_/_', '-_', '_?_:_', '_&&_', '_||_', '!_', '_==_', '_!=_', '_<_', '_<=_', '_>_', '_>=_']);

type Expression = NonNullable<ReturnType<typeof parse>['expr']>;

/** Gathers the names that an expression uses, and refuses what is not of our language. */
function gather(expression: Expression, names: Set<string>): void {
  const { exprKind: kind } = expression;
  switch (kind.case) {
    case 'constExpr':
      return;
    case 'identExpr':
      names.add(kind.value.name);
      return;
    case 'callExpr':
      if (kind.value.target === undefined && (functions.has(kind.value.function) || operators.has(kind.value.function))) {
        kind.value.args.forEach((a) => gather(a, names));
        return;
      }
  }
  throw new Error('formulas have no such thing');
}

function compile(text: string): Formula | undefined {
  try {
    const { expr } = parse(text);
    const names = new Set<string>();
    gather(expr, names);
    const evaluate = plan(env, expr);
    return { uses: [...names], compute: (inputs) => computed(evaluate, [...names], inputs) };
  } catch {
    return undefined;
  }
}

type Evaluate = (inputs: Record<string, Input>) => unknown;

/** An input that is missing or not finite, and a result that is not finite, give no value. */
function computed(evaluate: Evaluate, names: readonly string[], inputs: ReadonlyMap<string, Input>): number | undefined {
  const values: Record<string, Input> = {};
  for (const name of names) {
    const v = inputs.get(name);
    if (v === undefined || (typeof v === 'number' && !Number.isFinite(v))) {
      return undefined;
    }
    values[name] = v;
  }
  const result = evaluate(values);
  return typeof result === 'number' && Number.isFinite(result) ? result : undefined;
}

const compiled = new Map<string, Formula | undefined>();

/** Formulas by @bufbuild/cel. */
export const cel: Formulas = {
  compile(text) {
    if (!compiled.has(text)) {
      compiled.set(text, compile(text));
    }
    return compiled.get(text);
  },
};
