namespace ChatRoom.Server.Events;

/// <summary>
/// What the operator is told once when it begins, and once when it is over, however often it is met in between. Any thread may
/// tell; where it is not there, that costs a read.
/// </summary>
/// <param name="report">Takes a sentence for the operator.</param>
/// <param name="over">The sentence for when it is over.</param>
internal sealed class ReportOnce(Action<string> report, string over)
{
    private volatile bool _isThere;

    public void Met(string sentence)
    {
        if (!Interlocked.Exchange(ref _isThere, true))
        {
            report(sentence);
        }
    }

    public void Over()
    {
        if (_isThere && Interlocked.Exchange(ref _isThere, false))
        {
            report(over);
        }
    }
}
