using System.Text;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Support.Web;

/// <summary>A script that talks to a web door over HTTP, with as many requests at once as it wants.</summary>
internal sealed class HttpScript(Uri web) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = web, Timeout = TestTimeout.Limit };

    /// <summary>Posts a text, and returns the status and the body of the answer.</summary>
    /// <param name="headers">Names and values, in turn.</param>
    public Task<string> Posts(string path, string text, params string[] headers) => Posts(path, Encoding.UTF8.GetBytes(text), headers);

    public async Task<string> Posts(string path, byte[] body, params string[] headers)
    {
        using var answer = await AnswerTo(HttpMethod.Post, path, body, headers);
        return await TextOf(answer);
    }

    /// <summary>Gets an address, and returns the status and the body of the answer.</summary>
    public async Task<string> Gets(string path, params string[] headers)
    {
        using var answer = await AnswerTo(HttpMethod.Get, path, null, headers);
        return await TextOf(answer);
    }

    public async Task<HttpResponseMessage> AnswerTo(HttpMethod method, string path, byte[]? body = null, params string[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new ByteArrayContent(body) };
        for (var i = 0; i < headers.Length; i += 2)
        {
            if (headers[i].StartsWith("Content-", StringComparison.Ordinal))
            {
                request.Content!.Headers.TryAddWithoutValidation(headers[i], headers[i + 1]);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(headers[i], headers[i + 1]);
            }
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> TextOf(HttpResponseMessage answer) => $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
}
