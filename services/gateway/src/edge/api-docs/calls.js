/** Calls a method in plain JSON; throws what was said when it fails. */
export async function call(method, request) {
  const response = await fetch(`/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message ?? `the gateway answered ${response.status}`)
  return answer
}
