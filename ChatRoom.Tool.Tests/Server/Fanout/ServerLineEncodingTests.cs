using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout;

internal sealed class ServerLineEncodingTests
{
    private static readonly ServerLineKind[] Kinds = [.. ServerLineValues.Kinds];

    [Test]
    public void The_longest_line_of_each_kind_fits_in_each_dialect([ValueSource(nameof(Kinds))] ServerLineKind kind, [ValueSource(typeof(TestDialects), nameof(TestDialects.All))] SessionDialect dialect)
    {
        var line = ServerLineValues.Longest(kind).In(dialect);
        Assert.That(Encoding.UTF8.GetByteCount(line), Is.LessThanOrEqualTo(ServerLine.MaxEncoded));
    }

    [Test]
    public void The_longest_line_is_not_too_long_for_a_client() =>
        Assert.That(ServerLine.MaxEncoded, Is.LessThanOrEqualTo(Limits.MaxLine));

    [Test]
    public void A_line_that_a_dialect_shows_ends_with_its_only_lf([ValueSource(nameof(Kinds))] ServerLineKind kind, [ValueSource(typeof(TestDialects), nameof(TestDialects.All))] SessionDialect dialect)
    {
        var line = ServerLineValues.Longest(kind).In(dialect);
        Assert.That(line.IndexOf('\n'), Is.EqualTo(line.Length - 1));
    }
}
