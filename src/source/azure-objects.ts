import type { BlobClient, BlobServiceClient } from '@azure/storage-blob';
import { Problem } from '../problem/problem.ts';
import type { Objects } from './objects.ts';
import { checkStatus, objectProblem, receiveObject } from './receive-object.ts';

/** The rules of Azure for a container's name. */
const ADDRESS = /^az:\/\/([a-z0-9$][a-z0-9-]{1,62})(?:\/(.*))?$/s;
/** What the store says it cannot do just now, or does not answer, it is asked again within seconds. */
const AGAIN = { maxTries: 4, retryDelayInMs: 200, maxRetryDelayInMs: 4_000, tryTimeoutInMs: 600_000 };

/** How Azure Blob Storage is reached: by a connection string, or an account with its key. */
export interface AzureAccess {
  readonly connection: string | undefined;
  readonly account: string | undefined;
  readonly key: string | undefined;
}

/** Objects in Azure Blob Storage, by their address `az://container/key`. Errors as of all `Objects`. */
export function openAzureObjects(access: AzureAccess, maxBytes: number): Objects {
  let opening: Promise<BlobServiceClient> | undefined;
  const service = (address: string): Promise<BlobServiceClient> => (opening ??= connect(access, address));
  const blob = async (address: string): Promise<BlobClient> => {
    const { container, key } = parse(address);
    return (await service(address)).getContainerClient(container).getBlobClient(key);
  };
  return {
    async *list(address, signal) {
      const { container, key } = parse(address);
      const client = (await service(address)).getContainerClient(container);
      try {
        for await (const item of client.listBlobsFlat({ prefix: key, abortSignal: signal })) {
          // Folders of consoles are empty objects.
          if (!item.name.endsWith('/'))
            yield { address: `az://${container}/${item.name}`, bytes: item.properties.contentLength ?? 0 };
        }
      } catch (error) {
        throw azureProblem(error, address, signal);
      }
    },
    async download(address, directory, signal) {
      const client = await blob(address);
      try {
        const { readableStreamBody } = await client.download(0, undefined, { abortSignal: signal });
        const body = (readableStreamBody ?? []) as AsyncIterable<Uint8Array>;
        return await receiveObject(body, { address, directory, maxBytes, signal });
      } catch (error) {
        throw azureProblem(error, address, signal);
      }
    },
    async modifiedMs(address) {
      const client = await blob(address);
      try {
        return (await client.getProperties()).lastModified?.getTime() ?? 0;
      } catch (error) {
        const problem = azureProblem(error, address);
        if (problem.code === 'file-not-found') return null;
        throw problem;
      }
    },
    async upload(address, path) {
      const client = (await blob(address)).getBlockBlobClient();
      try {
        await client.uploadFile(path);
      } catch (error) {
        throw azureProblem(error, address);
      }
    },
  };
}

async function connect(
  { connection, account, key }: AzureAccess,
  address: string,
): Promise<BlobServiceClient> {
  // Only who uses it pays for it.
  const { BlobServiceClient, StorageSharedKeyCredential } = await import('@azure/storage-blob');
  const options = { retryOptions: AGAIN };
  try {
    if (connection) return BlobServiceClient.fromConnectionString(connection, options);
    if (account && key) {
      const credential = new StorageSharedKeyCredential(account, key);
      return new BlobServiceClient(`https://${account}.blob.core.windows.net`, credential, options);
    }
  } catch {
    // Its own words are left out: they may hold the key.
    throw new Problem('invalid-option', {
      detail:
        'AZURE_STORAGE_CONNECTION_STRING cannot be read: copy it anew from the access keys of the account',
    });
  }
  throw new Problem('invalid-option', {
    detail: `${address} needs a key: set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY`,
  });
}

function parse(address: string): { readonly container: string; readonly key: string } {
  const match = ADDRESS.exec(address);
  if (!match) {
    throw new Problem('url-refused', {
      detail: `${address} is not the address of an object; it looks like az://container/folder/file.pdf`,
      subject: address,
    });
  }
  return { container: match[1]!, key: match[2] ?? '' };
}

function azureProblem(error: unknown, address: string, signal?: AbortSignal): Problem {
  const { statusCode } = error as { statusCode?: number };
  try {
    if (!signal?.aborted && statusCode !== undefined) checkStatus(statusCode, address);
  } catch (problem) {
    return objectProblem(problem, address, signal);
  }
  return objectProblem(error, address, signal);
}
