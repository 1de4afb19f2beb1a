namespace ChatRoom.Server.Events;

/// <summary>Why a connection ended; the first reason is kept.</summary>
internal enum CloseReason
{
    /// <summary>The peer said all it had to say: it closed its side.</summary>
    EndOfInput,

    /// <summary>The peer asked to leave.</summary>
    Quit,

    /// <summary>The network or the peer broke off.</summary>
    Lost,

    /// <summary>No name was given in time.</summary>
    NoName,

    /// <summary>Too many names were refused, or one was endless.</summary>
    BadName,

    /// <summary>The password was not given, or wrong too often.</summary>
    NoPassword,

    /// <summary>The peer sends and does not read, so that what is for it alone piles up.</summary>
    NotReading,

    /// <summary>The peer took nothing at all for too long.</summary>
    Stalled,

    /// <summary>The peer's session has connected again, over which it goes on.</summary>
    Replaced,

    /// <summary>It may not come in.</summary>
    Banned,

    /// <summary>An operator sent it away, or it tried too many passwords.</summary>
    Expelled,

    /// <summary>Its address is on the deny list, or not on the allow list.</summary>
    NotAllowed,

    /// <summary>Its address had as many connections as it may.</summary>
    TooMany,

    /// <summary>Its address connected too often.</summary>
    TooFast,

    /// <summary>The member said nothing for too long.</summary>
    Idle,

    /// <summary>The program sent nothing at all, and did not answer when it was asked.</summary>
    Silent,

    /// <summary>The server stops.</summary>
    Draining,

    /// <summary>A bug of ours, reported as a fault.</summary>
    Fault,
}
