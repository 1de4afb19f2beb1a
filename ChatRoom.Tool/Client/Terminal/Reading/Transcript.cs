using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// What happens in a room as a person is shown it: lines of a server go in, and every now and then what is to be printed is
/// taken out. It knows what it needs for that: what the reader is called, who is here, what is pending. Used by one loop.
/// </summary>
internal sealed class Transcript
{
    /// <summary>In a room with more members nobody asks who they are: it would take longer than it helps.</summary>
    public const int MostAsked = 1000;

    private readonly LocalClock _clock;
    private readonly Page _page;
    private readonly Wording _wording;
    private readonly Movements _movements;
    private readonly Doorway _doorway;
    private readonly List<string> _givenBack = [];
    private string? _topic;
    private bool _asksWho;

    public Transcript(Palette palette, TimeProvider time)
    {
        _clock = new LocalClock(time);
        _page = new Page(palette, _clock);
        _wording = new Wording(palette);
        _movements = new Movements(time);
        _doorway = new Doorway(People, Ignored, _movements);
        Bell = new Bell(time);
        Pending = new Pending(time);
    }

    /// <summary>What the reader is called.</summary>
    public string Self { get; private set; } = "";

    /// <summary>Where the reader is; empty where the server has no rooms.</summary>
    public string Room { get; private set; } = "";

    public Bell Bell { get; }

    public Pending Pending { get; }

    public Ignored Ignored { get; } = new();

    public People People { get; } = new();

    public Vocabulary Vocabulary { get; } = new();

    /// <summary>In how long <see cref="Take"/> or the pending rows will show something more, whatever arrives; null for never.</summary>
    public TimeSpan? Due => (_movements.Due, Pending.Due) switch
    {
        ({ } moved, { } pending) => moved < pending ? moved : pending,
        var (moved, pending) => moved ?? pending,
    };

    /// <summary>The reader was let in.</summary>
    /// <param name="name">What the reader is called there.</param>
    /// <param name="room">Empty where the server has no rooms.</param>
    /// <param name="members">How many are there, the reader among them; 0 where the server does not tell.</param>
    public void Enter(string name, string room, long members)
    {
        (Self, Room, _topic) = (name, room, null);
        People.Begin(members);
        Ignored.Move();
        if (room.Length > 0)
        {
            Vocabulary.Visit(room);
            Add(_clock.Now, _wording.Entered(name, room, members));
            _asksWho = true;
        }
    }

    /// <summary>A line that the server told, or that our client tells of the connection.</summary>
    public void Hear(in ServerLine line)
    {
        var heard = Heard.Of(line, _clock.Now);
        if (heard.IsLive)
        {
            _page.EndHistory();
        }

        switch (heard.Kind)
        {
            case ServerLineKind.Message or ServerLineKind.Action or ServerLineKind.Private:
                Say(heard);
                break;
            case ServerLineKind.Join or ServerLineKind.Leave or ServerLineKind.Rename:
                if (!heard.IsReplay)
                {
                    Move(heard);
                }

                if (heard is { Kind: ServerLineKind.Leave, Text.Length: > 0, IsReplay: false })
                {
                    Add(heard.Time, _wording.Happened($"{heard.Name} was sent away: {heard.Text}"));
                }

                break;
            case ServerLineKind.Present or ServerLineKind.Total:
                Count(heard);
                break;
            case ServerLineKind.Error or ServerLineKind.Refused:
                BeRefused(heard);
                break;
            case ServerLineKind.Gap or ServerLineKind.Disconnected or ServerLineKind.Connected:
                FollowConnection(heard);
                break;
            default:
                Tell(heard);
                break;
        }
    }

    /// <summary>Tells the reader something that is no event of the room.</summary>
    public void Tell(string sentence) => Add(_clock.Now, _wording.Noticed(sentence));

    /// <summary>Tells the reader why something cannot be done.</summary>
    public void Refuse(string why) => Add(_clock.Now, _wording.Refused(why));

    /// <summary>What is to be shown now. Who came and went is held back until it is <see cref="Due"/>.</summary>
    public Shown Take()
    {
        if (_movements.Due == TimeSpan.Zero)
        {
            AddMovements();
        }

        var shown = new Shown(_page.Take(), Bell.Take(), _asksWho && People.Count <= MostAsked, [.. _givenBack]);
        _givenBack.Clear();
        _asksWho = false;
        return shown;
    }

    /// <summary>What is to be shown in the end, when nothing more is heard.</summary>
    public Shown TakeAll()
    {
        AddMovements();
        return Take();
    }

    private void Say(Heard said)
    {
        var isOwn = IsSelf(said.Name);
        if (isOwn && !said.IsReplay)
        {
            Pending.See(said.Kind, said.Text);
        }

        if (!isOwn && Ignored.Contains(said.Name))
        {
            return;
        }

        if (said.Kind != ServerLineKind.Private || !isOwn)
        {
            People.Speak(said.Name, said.Time, isHere: !said.IsReplay);
        }

        var isForReader = !isOwn && (said.Kind == ServerLineKind.Private || Mention.IsIn(said.Text, Self));
        if (!isOwn && !said.IsReplay)
        {
            Bell.Hear(isForReader);
        }

        Add(said.Time, _wording.Said(said, Self, isForReader), said.IsReplay);
    }

    private void Move(Heard moved)
    {
        if (moved.Kind == ServerLineKind.Rename && IsSelf(moved.Other))
        {
            Self = moved.Name;
            People.Rename(moved.Other, moved.Name);
            Add(moved.Time, _wording.Happened($"You are {moved.Name} now"));
        }
        else if (!IsSelf(moved.Name))
        {
            _doorway.Pass(moved);
        }
    }

    private void Count(Heard told)
    {
        // It may have been asked of the room before this one.
        if (!told.Room.Equals(Room, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (told.Kind == ServerLineKind.Present)
        {
            People.Present(told.Name);
        }
        else
        {
            People.Total(told.Number);
        }
    }

    private void BeRefused(Heard refused)
    {
        var first = refused.Kind == ServerLineKind.Refused ? refused.Id : refused.Number;
        if (refused.Number > 0)
        {
            _givenBack.AddRange(Pending.Refuse(first, refused.Number));
        }

        var count = refused.Number - first + 1;
        Refuse(count > 1 ? $"{count} lines were not said: {refused.Text}" : refused.Text);
    }

    private void FollowConnection(Heard told)
    {
        AddMovements();
        switch (told.Kind)
        {
            case ServerLineKind.Gap:
                _page.Divide(Wording.Missing(told.Number));
                break;
            case ServerLineKind.Disconnected:
                Add(told.Time, _wording.Quietly("connection lost; reconnecting"));
                break;
            default:
                Self = told.Name.Length > 0 ? told.Name : Self;
                Add(told.Time, _wording.Quietly(told.Name.Length > 0 ? $"connected again, as {told.Name}" : "connected again"));
                break;
        }

        // What was missed may be that somebody came or went.
        _asksWho |= told.Kind != ServerLineKind.Disconnected;
    }

    /// <summary>What the server tells besides, and what only programs are told, which is not shown.</summary>
    private void Tell(Heard told)
    {
        switch (told.Kind)
        {
            case ServerLineKind.Welcome:
                Enter(told.Name, told.Room, told.Number);
                break;
            case ServerLineKind.Topic:
                _topic = told.IsReplay ? _topic : told.Text;
                Add(told.Time, _wording.Topic(told, Self), told.IsReplay);
                break;
            case ServerLineKind.Subject when told.Text != _topic:
                _topic = told.Text;
                Add(_clock.Now, _wording.Happened($"Topic: {told.Text} ({told.Name}, {_clock.DateAndTimeOf(told.Time)})"));
                break;
            case ServerLineKind.Announcement:
                Add(told.Time, _wording.Noticed(told.Text), told.IsReplay);
                break;
            case ServerLineKind.Notice or ServerLineKind.Bye:
                Vocabulary.Learn(told.Text);
                Add(told.Time, _wording.Noticed(told.Text));
                break;
            case ServerLineKind.Relayed:
                Add(told.Time, _wording.Happened(told.Text));
                break;
            default:
                break;
        }
    }

    private bool IsSelf(string name) => name.Equals(Self, StringComparison.OrdinalIgnoreCase);

    private void AddMovements()
    {
        if (!_movements.IsEmpty)
        {
            var at = _movements.At;
            _page.Add(at, _wording.Quietly(_movements.Take()));
        }
    }

    private void Add(long at, string line, bool isReplay = false)
    {
        AddMovements();
        _page.Add(at, line, isReplay);
    }
}
