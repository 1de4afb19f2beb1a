using System.Text;
using System.Threading.Channels;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>A server's log, which a test reads line by line as it is written.</summary>
internal sealed class OperatorLog : TextWriter
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value) => _lines.Writer.TryWrite(value!);

    /// <summary>The next line is this.</summary>
    public async Task Says(string line)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        Assert.That(await _lines.Reader.ReadAsync(timeout.Token), Is.EqualTo(line));
    }

    /// <summary>The next line matches this pattern.</summary>
    public async Task SaysLike(string pattern)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        Assert.That(await _lines.Reader.ReadAsync(timeout.Token), Does.Match(pattern));
    }

    /// <summary>There is no other line so far.</summary>
    public void SaysNothingElse() => Assert.That(_lines.Reader.TryRead(out var line), Is.False, line);
}
