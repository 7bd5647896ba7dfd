import { z } from 'zod';
import { Problem } from '../problem/problem.ts';

/** A setting: where its value comes from, what it means and what is allowed. */
interface Setting<Schema extends z.ZodType = z.ZodType> {
  /** Environment name; names of the earlier systems are kept. */
  readonly env: string;
  readonly unit: string;
  readonly meaning: string;
  readonly schema: Schema;
}

const setting = <Schema extends z.ZodType>(
  env: string,
  unit: string,
  meaning: string,
  schema: Schema,
): Setting<Schema> => ({
  env,
  unit,
  meaning,
  schema,
});
const count = (min: number, max: number, fallback: number) => {
  const error = `write a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int(error).min(min, error).max(max, error).default(fallback);
};
const ADDRESS = 'write an address such as https://host';
const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0'], 'write true or false')
    .default(fallback ? 'true' : 'false')
    .transform((text) => text === 'true' || text === '1');

/**
 * Every setting of the process. All ceilings are process-wide, never per request; the governor works below them.
 * Options on the command line that mean the same win over the environment.
 */
export const SETTINGS = {
  dataDirectory: setting(
    'LEAFCUTTER_HOME',
    'path',
    'Folder of the store and of downloaded files',
    z.string().default('.leafcutter'),
  ),
  databaseUrl: setting(
    'DATABASE_URL',
    'address',
    'PostgreSQL database that several processes and machines share; without it one machine keeps all in its own folder',
    z
      .string()
      .regex(/^postgres(ql)?:\/\/./, 'it must begin with postgres://')
      .optional(),
  ),
  blobs: setting(
    'LEAFCUTTER_BLOBS',
    'address',
    'Store of objects for downloaded files, as s3://bucket/folder, gs://bucket/folder or az://container/folder; default: the own folder',
    z
      .string()
      .regex(/^(s3|gs|az):\/\/./, 'it must begin with s3://, gs:// or az://')
      .optional(),
  ),
  blobGraceHours: setting(
    'LEAFCUTTER_BLOB_GRACE_HOURS',
    'h',
    'Downloaded files in the own folder that no document names any more are removed when nothing has used them for so long',
    count(1, 876_000, 24),
  ),
  awsAccessKeyId: setting('AWS_ACCESS_KEY_ID', 'name', 'Key for s3://', z.string().optional()),
  awsSecretAccessKey: setting('AWS_SECRET_ACCESS_KEY', 'key', 'Its secret', z.string().optional()),
  awsSessionToken: setting('AWS_SESSION_TOKEN', 'key', 'Of a temporary key', z.string().optional()),
  awsRegion: setting('AWS_REGION', 'name', 'Region of s3://', z.string().default('us-east-1')),
  awsEndpoint: setting(
    'AWS_ENDPOINT_URL',
    'URL',
    'Address of a store that is compatible with S3',
    z.url(ADDRESS).optional(),
  ),
  gsAccessKeyId: setting('GS_ACCESS_KEY_ID', 'name', 'HMAC key for gs://', z.string().optional()),
  gsSecretAccessKey: setting('GS_SECRET_ACCESS_KEY', 'key', 'Its secret', z.string().optional()),
  gsEndpoint: setting(
    'GS_ENDPOINT_URL',
    'URL',
    'Another address of Google Cloud Storage',
    z.url(ADDRESS).optional(),
  ),
  azureConnection: setting(
    'AZURE_STORAGE_CONNECTION_STRING',
    'text',
    'For az://: where the account is and its key',
    z.string().optional(),
  ),
  azureAccount: setting(
    'AZURE_STORAGE_ACCOUNT',
    'name',
    'Account for az://, instead of a connection string',
    z.string().optional(),
  ),
  azureKey: setting('AZURE_STORAGE_KEY', 'key', 'Its key', z.string().optional()),
  chromaUrl: setting(
    'CHROMA_URL',
    'URL',
    'Chroma server that keeps and compares the vectors of passages; their text and the search by words stay in the store. Default: the store does all',
    z
      .url({ protocol: /^https?$/, error: 'it must begin with http:// or https://' })
      .refine((url) => {
        const { username, password, search, hash } = new URL(url);
        return username + password + search + hash === '';
      }, 'it must have no user, password, ? or #; a key goes into CHROMA_API_KEY')
      .optional(),
  ),
  chromaTenant: setting('CHROMA_TENANT', 'name', 'Tenant there', z.string().default('default_tenant')),
  chromaDatabase: setting(
    'CHROMA_DATABASE',
    'name',
    'Database there; it must exist',
    z.string().default('default_database'),
  ),
  chromaApiKey: setting('CHROMA_API_KEY', 'key', 'Its key, sent as x-chroma-token', z.string().optional()),
  work: setting(
    'LEAFCUTTER_WORK',
    'true/false',
    'With DATABASE_URL: work on documents here too; false leaves them to "leafcutter worker"',
    flag(true),
  ),
  geminiApiKeys: setting(
    'GEMINI_API_KEY',
    'keys',
    'One or several keys, separated by commas',
    z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((key) => key.trim())
          .filter(Boolean),
      ),
  ),
  geminiBaseUrl: setting(
    'GOOGLE_GEMINI_BASE_URL',
    'URL',
    'Another address of the Gemini API',
    z.url(ADDRESS).optional(),
  ),
  vertex: setting('GOOGLE_GENAI_USE_VERTEXAI', 'true/false', 'Use Vertex AI', flag(false)),
  vertexProject: setting('GOOGLE_CLOUD_PROJECT', 'name', 'Project for Vertex AI', z.string().optional()),
  vertexLocation: setting('GOOGLE_CLOUD_LOCATION', 'name', 'Location for Vertex AI', z.string().optional()),
  openaiApiKey: setting('OPENAI_API_KEY', 'key', 'Key for OpenAI models', z.string().optional()),
  anthropicApiKey: setting('ANTHROPIC_API_KEY', 'key', 'Key for Anthropic models', z.string().optional()),
  fastModel: setting('LEAFCUTTER_FAST_MODEL', 'model', 'Model of the fast tier', z.string().optional()),
  strongModel: setting('LEAFCUTTER_STRONG_MODEL', 'model', 'Model of the strong tier', z.string().optional()),
  otlpEndpoint: setting(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'URL',
    'Collector of OpenTelemetry that traces are sent to; none: no traces',
    z.url(ADDRESS).optional(),
  ),
  ocr: setting(
    'LEAFCUTTER_OCR',
    'auto/off',
    'Recognise pages without text',
    z.enum(['auto', 'off'], 'write auto or off').default('auto'),
  ),
  pdfBackend: setting(
    'LEAFCUTTER_PDF_BACKEND',
    'auto/wasm/native',
    'What reads PDFs; auto: the native library where it works, else WASM',
    z.enum(['auto', 'wasm', 'native'], 'write auto, wasm or native').default('auto'),
  ),
  pdfiumLibrary: setting(
    'LEAFCUTTER_PDFIUM',
    'path',
    'A libpdfium for the native back end in place of the one of the optional package',
    z.string().optional(),
  ),
  pdfWorkers: setting('LEAFCUTTER_PDF_WORKERS', 'workers', 'PDF workers; 0: one a core', count(0, 64, 0)),
  maxDocuments: setting(
    'LEAFCUTTER_MAX_DOCUMENTS',
    'documents',
    'Documents in work at once',
    count(1, 5000, 200),
  ),
  allowHosts: setting(
    'LEAFCUTTER_ALLOW_HOSTS',
    'names',
    'Hosts whose private addresses may be fetched from, separated by commas',
    z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((host) => host.trim())
          .filter(Boolean),
      ),
  ),
  maxFileMegabytes: setting('LEAFCUTTER_MAX_FILE_MB', 'MB', 'Largest file taken', count(1, 1900, 1000)),
  requestsPerMinute: setting(
    'LEAFCUTTER_RPM',
    'requests/min',
    'Known quota of the model; 0: learn it',
    count(0, 1_000_000, 0),
  ),
  tokensPerMinute: setting(
    'LEAFCUTTER_TPM',
    'tokens/min',
    'Known quota of the model; 0: learn it',
    count(0, 1_000_000_000, 0),
  ),
  requestsPerDay: setting(
    'LEAFCUTTER_RPD',
    'requests/day',
    'Known quota of the model; 0: learn it',
    count(0, 100_000_000, 0),
  ),
  maxInFlight: setting(
    'LEAFCUTTER_MAX_IN_FLIGHT',
    'calls',
    'Model calls in flight at once',
    count(1, 10_000, 500),
  ),
  hedging: setting('LEAFCUTTER_HEDGING', 'true/false', 'Send stragglers once more', flag(false)),
  pack: setting(
    'LEAFCUTTER_PACK',
    'documents',
    'Small documents asked in one request at the most; 1: each alone',
    count(1, 50, 1),
  ),
  maxMegabytesInFlight: setting(
    'LEAFCUTTER_MAX_MB_IN_FLIGHT',
    'MB',
    'Bytes of documents on their way to models at once',
    count(1, 100_000, 256),
  ),
  concurrent: setting('ENABLE_CONCURRENT_PROCESSING', 'true/false', 'false: one at a time', flag(true)),
  maxSectionTasks: setting(
    'MAX_CONCURRENT_SECTION_TASKS',
    'tasks',
    'Sections in work at once',
    count(1, 1000, 5),
  ),
  maxUploads: setting(
    'MAX_CONCURRENT_UPLOADS',
    'uploads',
    'Uploads to a provider at once',
    count(1, 1000, 3),
  ),
  maxSplits: setting('MAX_CONCURRENT_SPLITS', 'splits', 'PDF slices being cut at once', count(1, 1000, 4)),
  maxClassify: setting(
    'MAX_CONCURRENT_CLASSIFY',
    'calls',
    'Classification calls in flight; 0: the governor decides',
    count(0, 10_000, 0),
  ),
  maxExtract: setting(
    'MAX_CONCURRENT_EXTRACT',
    'calls',
    'Extraction calls in flight; 0: the governor decides',
    count(0, 10_000, 0),
  ),
  sectionTaskTimeoutSeconds: setting(
    'SECTION_TASK_TIMEOUT_SECONDS',
    's',
    'One section from slice to answer',
    count(1, 86_400, 600),
  ),
  uploadTimeoutSeconds: setting('UPLOAD_TIMEOUT_SECONDS', 's', 'One upload', count(1, 86_400, 300)),
  splitTimeoutSeconds: setting('SPLIT_TIMEOUT_SECONDS', 's', 'One slice', count(1, 86_400, 120)),
  callTimeoutSeconds: setting('GEMINI_TIMEOUT_SECONDS', 's', 'Longest model call', count(1, 86_400, 300)),
  neverReachedSeconds: setting(
    'LEAFCUTTER_NEVER_REACHED_SECONDS',
    's',
    'A run is given up when a model has not been reached once for so long; one that was reached before is waited for',
    count(1, 864_000, 60),
  ),
  documentTimeoutSeconds: setting(
    'LEAFCUTTER_DOCUMENT_TIMEOUT_SECONDS',
    's',
    'Working time of one document, waiting for quota not counted; grows with its pages',
    count(1, 864_000, 900),
  ),
  memoryMonitoring: setting('ENABLE_MEMORY_MONITORING', 'true/false', 'Watch resident memory', flag(true)),
  memoryLimitMegabytes: setting(
    'MAX_MEMORY_USAGE_MB',
    'MB',
    'Above it nothing new starts',
    count(64, 1_000_000, 1024),
  ),
  memoryThrottleMegabytes: setting(
    'MEMORY_THROTTLE_THRESHOLD_MB',
    'MB',
    'Above it new work waits',
    count(64, 1_000_000, 768),
  ),
  chunkSize: setting(
    'PROCESSING_CHUNK_SIZE',
    'documents',
    'Documents listed in one transaction',
    count(1, 10_000, 500),
  ),
  maxJobs: setting('MAX_CONCURRENT_JOBS', 'jobs', 'Jobs in work at once', count(1, 1000, 3)),
  serverHost: setting(
    'LEAFCUTTER_HOST',
    'address',
    'Where the server listens',
    z.string().default('127.0.0.1'),
  ),
  serverPort: setting(
    'LEAFCUTTER_PORT',
    'port',
    'Where the server listens; 0: any free one',
    count(0, 65_535, 4280),
  ),
  allowModels: setting(
    'LEAFCUTTER_ALLOW_MODELS',
    'models',
    'Models that clients of the server may name besides the default ones, separated by commas',
    z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((model) => model.trim())
          .filter(Boolean),
      ),
  ),
  maxUploadFiles: setting(
    'LEAFCUTTER_MAX_UPLOAD_FILES',
    'files',
    'Files in one upload',
    count(1, 100_000, 1000),
  ),
  maxPages: setting(
    'LEAFCUTTER_MAX_PAGES',
    'pages',
    'Pages of one file, uploaded or fetched, that the server takes',
    count(1, 1_000_000, 10_000),
  ),
  maxQueuedJobs: setting(
    'LEAFCUTTER_MAX_QUEUED_JOBS',
    'jobs',
    'Jobs that may wait',
    count(1, 1_000_000, 10_000),
  ),
  clientRequestsPerMinute: setting(
    'LEAFCUTTER_CLIENT_RPM',
    'requests/min',
    'Requests the server takes of one key, or of one address without a key; 0: any number',
    count(0, 100_000_000, 6000),
  ),
  jobTtlHours: setting(
    'LEAFCUTTER_JOB_TTL_HOURS',
    'h',
    'The server removes a job with its files so long after its end; 0: never',
    count(0, 876_000, 720),
  ),
  uploadTtlHours: setting(
    'LEAFCUTTER_UPLOAD_TTL_HOURS',
    'h',
    'The server removes an upload that no job took after so long',
    count(1, 87_600, 24),
  ),
} as const satisfies Record<string, Setting>;

/** Every setting with its default applied and its range checked; frozen. */
export type Config = Readonly<{
  [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['schema']>;
}>;

/** An address with a user and a password before the host, or with something asked of it. */
const HOLDS_SECRET = /:\/\/[^/]*@|\?/;

/**
 * Reads the settings from an environment and from overrides by setting name. Empty variables count as absent.
 * Throws `invalid-option` naming the variable, its value's unit and what is allowed.
 */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Partial<Record<keyof typeof SETTINGS, string | number | boolean | undefined>>> = {},
): Config {
  const values: Record<string, unknown> = {};
  for (const [name, { env, unit, meaning, schema }] of Object.entries(SETTINGS)) {
    const given = overrides[name as keyof typeof SETTINGS] ?? (environment[env] || undefined);
    const parsed = schema.safeParse(typeof given === 'boolean' ? String(given) : given);
    if (!parsed.success) {
      throw new Problem('invalid-option', {
        detail: `${env}=${env.endsWith('KEY') || HOLDS_SECRET.test(String(given)) || env === 'DATABASE_URL' ? '…' : String(given)} is not valid: ${parsed.error.issues[0]?.message} (${unit}: ${meaning})`,
      });
    }
    values[name] = parsed.data;
  }
  return Object.freeze(values) as Config;
}
