namespace ChatRoom.Server.Fanout.Sending;

/// <summary>The connections that have something to do in the next round, each once. Loop thread only.</summary>
/// <param name="requestRound">Asks the loop for a round.</param>
internal sealed class RoundQueue(Action requestRound)
{
    private List<Outbound> _next = [];
    private List<Outbound> _taken = [];
    private bool _isRequested;

    public void Add(Outbound outbound)
    {
        _next.Add(outbound);
        if (!_isRequested)
        {
            _isRequested = true;
            requestRound();
        }
    }

    /// <summary>A round begins: connections that are added until <see cref="Take"/> belong to it.</summary>
    public void BeginRound() => _isRequested = true;

    /// <summary>Takes the connections of this round; those that are added from now on belong to the next.</summary>
    public List<Outbound> Take()
    {
        _isRequested = false;
        (_taken, _next) = (_next, _taken);
        return _taken;
    }
}
