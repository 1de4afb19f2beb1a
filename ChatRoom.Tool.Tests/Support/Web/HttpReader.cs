using System.Text;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Web;

/// <summary>Reads an answer over HTTP line by line, while it goes on.</summary>
internal sealed class HttpReader : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private HttpReader(HttpResponseMessage answer, Stream body) => (_answer, _lines) = (answer, new StreamReader(body, Encoding.UTF8));

    public HttpResponseMessage Answer => _answer;

    public static async Task<HttpReader> StartAsync(HttpScript client, string path, params string[] headers)
    {
        var answer = await client.AnswerTo(HttpMethod.Get, path, null, headers);
        return new HttpReader(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next lines match these patterns.</summary>
    public async Task Reads(params string[] patterns)
    {
        foreach (var pattern in patterns)
        {
            Assert.That(await NextLine(), Does.Match(pattern));
        }
    }

    public async Task IsAtEnd() => Assert.That(await NextLine(), Is.Null);

    public async Task<string?> NextLine()
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        return await _lines.ReadLineAsync(timeout.Token);
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }
}
