using System.Text;
using System.Threading.Channels;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>What an operator sees of a server, line by line as it comes.</summary>
internal sealed class OperatorLog : TextWriter
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value) => _lines.Writer.TryWrite(value!);

    /// <summary>The next line is this.</summary>
    public async Task Says(string line)
    {
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        Assert.That(await _lines.Reader.ReadAsync(patience.Token), Is.EqualTo(line));
    }

    /// <summary>The next line is like this.</summary>
    public async Task SaysLike(string pattern)
    {
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        Assert.That(await _lines.Reader.ReadAsync(patience.Token), Does.Match(pattern));
    }

    /// <summary>Nothing more was said so far.</summary>
    public void SaysNothingElse() => Assert.That(_lines.Reader.TryRead(out var line), Is.False, line);
}
