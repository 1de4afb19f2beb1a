namespace ChatRoom.Server.Events;

/// <summary>
/// Reports a problem to the operator once when it begins and once when it ends, however often it occurs in between. Any
/// thread. While there is no problem, a call costs one read.
/// </summary>
/// <param name="report">Is given a sentence for the operator.</param>
/// <param name="over">The sentence for the end of the problem.</param>
internal sealed class ReportOnce(Action<string> report, string over)
{
    private volatile bool _isReported;

    /// <summary>The problem has occurred.</summary>
    public void Began(string sentence)
    {
        if (!Interlocked.Exchange(ref _isReported, true))
        {
            report(sentence);
        }
    }

    /// <summary>The problem has not occurred this time.</summary>
    public void Ended()
    {
        if (_isReported && Interlocked.Exchange(ref _isReported, false))
        {
            report(over);
        }
    }
}
