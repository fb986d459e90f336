import vm from 'node:vm';

const original = vm.compileFunction;
const compiled = new Map<string, { source: string; data: Buffer }>();

/**
 * Lets V8 keep what it compiled. Jest gives every test file modules of its own, and compiles two thousand of them anew
 * for each file that opens a desk, which took more than a second of each.
 */
export function compileOnce(): void {
  vm.compileFunction = (source, parameters, options = {}) => {
    const { filename = '' } = options;
    const known = compiled.get(filename);
    if (known?.source === source) return original(source, parameters, { ...options, cachedData: known.data });
    const result = original(source, parameters, { ...options, produceCachedData: true });
    if (result.cachedData) compiled.set(filename, { source, data: result.cachedData });
    return result;
  };
}
