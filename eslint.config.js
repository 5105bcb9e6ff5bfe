/** One lint run for the whole repository, typed by the root tsconfig: strict, tuned to code that lives on typed arrays. Import order is the repository checks' work. */
import eslint from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const named = 'Named exports only.'

const restricted = [
  { selector: 'ExportDefaultDeclaration', message: named },
  { selector: 'ExportSpecifier[exported.name="default"]', message: named },
  { selector: 'TSEnumDeclaration', message: 'A union of string literals instead of an enum.' },
  { selector: 'TSModuleDeclaration[declare!=true]', message: 'A module is a file.' },
]
/** A call takes only so many arguments before the stack overflows; a list that is written out is short. */
const spreadLists = [
  {
    selector:
      'CallExpression[callee.property.name=/^(push|unshift|splice|concat)$/] > SpreadElement:not([argument.type="ArrayExpression"])',
    message: 'A list of any length does not fit into a call: push its elements in a loop.',
  },
  {
    selector:
      'CallExpression[callee.object.name=/^(Math|String)$/][callee.property.name=/^(max|min|fromCharCode|fromCodePoint)$/] > SpreadElement:not([argument.callee.property.name="subarray"])',
    message: 'A list of any length does not fit into a call: use largest or smallest of @ketwork/math, or a loop.',
  },
  {
    selector: 'CallExpression[callee.name=/^(plus|times|addPauliSums|multiplyPauliSums)$/] > SpreadElement',
    message: 'A list of any length does not fit into a call: use sumOfAngles, totalOfPauliSums, or a loop.',
  },
]

export default defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '**/.turbo/', '**/testdata/', '**/*.d.ts']),
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true, allowNever: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Indexing an array has its element's type here (noUncheckedIndexedAccess is off), so a check for undefined looks unnecessary to these:
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // An async function without await keeps an interface that a device may implement; a class may be a named error.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      // noPropertyAccessFromIndexSignature is off
      '@typescript-eslint/dot-notation': 'off',
      // Strings of ours are gate names, bits and Pauli letters.
      '@typescript-eslint/no-misused-spread': 'off',
      'prefer-const': ['error', { destructuring: 'all' }],
      'no-restricted-syntax': ['error', ...restricted],
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', { max: 7 }],
      // Coefficients of approximations are written as published.
      'no-loss-of-precision': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['**/*.bench.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Everything random takes a seed.' }],
    },
  },
  {
    files: ['{packages,apps}/*/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.bench.ts'],
    rules: { 'no-restricted-syntax': ['error', ...restricted, ...spreadLists] },
  },
  {
    files: ['packages/{math,sim-*}/src/**/kernels/**/*.ts'],
    rules: { 'max-params': 'off', 'max-lines-per-function': ['error', { max: 100, skipComments: true }] },
  },
  {
    files: ['packages/{math,sim-*}/src/**/kernels/**/*.ts', '**/*.test.ts', '**/*.bench.ts'],
    rules: { 'max-lines': ['error', { max: 600 }] },
  },
  // vitest's asymmetric matchers are `any`
  {
    files: ['**/*.test.ts', '**/*.bench.ts'],
    rules: { 'max-lines-per-function': 'off', 'max-params': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  { files: ['packages/circuit/src/**/gateTable.ts'], rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' } },
  { files: ['**/*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: { console: 'readonly', process: 'readonly' } } },
)
