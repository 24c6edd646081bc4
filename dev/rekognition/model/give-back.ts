/**
 * Gives the memory of an array back at once; the array is empty afterwards, and giving it back twice throws. V8 hardly
 * sees what lies outside its heap: of 150 MB that loading the nets takes, 50 MB would stay until some later collection.
 */
export function giveBack({
  buffer,
}: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>): void {
  buffer.transfer(0);
}
