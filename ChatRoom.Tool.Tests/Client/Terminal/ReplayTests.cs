using ChatRoom.Client.Terminal;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal;

internal sealed class ReplayTests
{
    private readonly ManualTime _time = new();
    private readonly Replay _replay;

    public ReplayTests() => _replay = new Replay(_time);

    [Test]
    public void What_was_said_has_its_time_in_front_and_its_end_is_told_once()
    {
        Assert.That(Before(ServerLineKind.Message), Is.EqualTo($"[{Local("HH:mm")}] "));
        Assert.That(Before(ServerLineKind.Action), Is.EqualTo($"[{Local("HH:mm")}] "));
        Assert.That(Before(ServerLineKind.Topic), Is.EqualTo($"[{Local("HH:mm")}] "));
        Assert.That(Before(ServerLineKind.Join, isReplay: false), Is.EqualTo("-- end of history --\n"));
        Assert.That(Before(ServerLineKind.Message, isReplay: false), Is.Empty);
    }

    [Test]
    public void What_is_of_another_day_has_its_date_as_well()
    {
        var then = Local("yyyy-MM-dd HH:mm");
        var time = Now;
        _time.Advance(TimeSpan.FromDays(2));
        Assert.That(_replay.Before(new ServerLine { Kind = ServerLineKind.Message, Time = time, IsReplay = true }), Is.EqualTo($"[{then}] "));
    }

    [Test]
    public void Who_came_and_went_is_not_shown_and_needs_no_end([Values(ServerLineKind.Join, ServerLineKind.Leave, ServerLineKind.Rename)] ServerLineKind kind)
    {
        Assert.That(Before(kind), Is.Null);
        Assert.That(Before(kind, isReplay: false), Is.Empty);
    }

    [Test]
    public void A_time_that_no_calendar_has_harms_nobody([Values(0, long.MinValue, long.MaxValue)] long time) =>
        Assert.That(_replay.Before(new ServerLine { Kind = ServerLineKind.Message, Time = time, IsReplay = true }), Is.Not.Null);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private string Local(string pattern) => _time.GetLocalNow().ToString(pattern, System.Globalization.CultureInfo.InvariantCulture);

    private string? Before(ServerLineKind kind, bool isReplay = true) =>
        _replay.Before(new ServerLine { Kind = kind, Time = Now, IsReplay = isReplay });
}
