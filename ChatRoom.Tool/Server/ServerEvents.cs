using System.Collections.Concurrent;
using System.Net;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server;

/// <summary>Every event that an operator can see, one method each. May be called from any thread.</summary>
internal sealed class ServerEvents(TextWriter log, bool verbose)
{
    private readonly TextWriter _log = TextWriter.Synchronized(log);
    private readonly ConcurrentQueue<Exception> _faults = [];
    private bool _newcomersWait;

    /// <summary>The bugs that were met: none, unless this program is wrong.</summary>
    public IReadOnlyCollection<Exception> Faults => _faults;

    public void Entered(Reader reader, IPAddress from)
    {
        if (verbose)
        {
            var does = reader is not Member member ? "watches" : member.IsPresent ? "joined" : "sends";
            Line($"{NameOf(reader)} {does} from {from}");
        }
    }

    public void Left(Reader reader, CloseReason reason)
    {
        if (verbose)
        {
            Line($"{NameOf(reader)} left: {Explain(reason)}");
        }
    }

    /// <summary>A peer that was leaving did not read to the end in time.</summary>
    public void GaveUp(IPAddress from)
    {
        if (verbose)
        {
            Line($"a connection from {from} did not take its last lines in time");
        }
    }

    /// <summary>Newcomers must wait. Said once, however often it is tried again, until they are all in.</summary>
    public void CannotAccept(string why)
    {
        if (!Interlocked.Exchange(ref _newcomersWait, true))
        {
            Line($"cannot accept a connection: {why}; newcomers wait");
        }
    }

    /// <summary>Whoever had to wait is in.</summary>
    public void NobodyWaits()
    {
        if (Interlocked.Exchange(ref _newcomersWait, false))
        {
            Line("accepts connections again");
        }
    }

    /// <summary>Something about the log on disk, in one sentence.</summary>
    public void Report(string sentence) => Line(sentence);

    public void Draining(int connections) => Line($"shutting down: {connections} connected");

    /// <summary>A bug of ours ended one connection; the others go on.</summary>
    public void Fault(Exception bug)
    {
        _faults.Enqueue(bug);
        Line($"a bug in chatroom ended a connection, please report it: {bug}");
    }

    private static string NameOf(Reader reader) => reader is Member member ? member.Name.ToString() : "somebody";

    private static string Explain(CloseReason reason) => reason switch
    {
        CloseReason.EndOfInput => "said all it had to say",
        CloseReason.Quit => "asked to leave",
        CloseReason.NoName => "gave no name",
        CloseReason.BadName => "gave no name that is allowed",
        CloseReason.NotReading => "sent without reading the answers",
        CloseReason.Stalled => "took nothing of what was sent for too long",
        CloseReason.Replaced => "its session has connected again",
        CloseReason.Draining => "the server shuts down",
        _ => "the connection was lost",
    };

    private void Line(string line) => _log.WriteLine(line);
}
